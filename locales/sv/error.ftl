# När något inte går.
error-no-page-title = Sidan finns inte
error-no-page-lead = Adressen leder ingenstans. Den kan vara felskriven, eller så har sidan flyttats.
error-no-question-title = Frågan finns inte
error-no-question-lead = Det finns ingen fråga som heter ”{ $value }”.
error-no-organisation-title = Organisationen finns inte
error-no-organisation-lead = ”{ $value }” finns inte här. Välj en av dem som finns.
error-too-long-title = För mycket på en gång
error-too-long-lead = Det som skickades är längre än vad någon fråga behöver. Börja om från startsidan.
error-wrong-method-title = Så kan sidan inte användas
error-wrong-method-lead = Sidan går bara att läsa, inte att skicka något till.
error-ours-title = Något gick fel hos oss
error-ours-lead = Det är inte ditt fel. Försök igen om en stund. Händer det flera gånger, berätta för den som sköter tjänsten och nämn numret.
error-reference = Referens:
error-nearest = Menade du kanske
error-start = Till startsidan
