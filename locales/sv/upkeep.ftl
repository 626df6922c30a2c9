# Registerhälsa: poster som saknar något eller vars tid snart går ut eller har gått ut.
upkeep-title = Registerhälsa
upkeep-lead = Här står vad som behöver ses över, enhet för enhet. Varje siffra leder till just de posterna.
upkeep-register = Register
upkeep-caption = Det som behöver ses över
upkeep-nothing = Här behöver inget ses över.
upkeep-attention = Behöver ses över
attention-missing = Saknar något
attention-expiring = Går ut inom 60 dagar
attention-overdue = Tiden har gått ut
attention-password = Lösenordet behöver bytas

## Det som registren väntar på: på första sidan, och när ett konto kontrolleras.
debts-by = senast { $value }
debts-password = byt lösenordet
debts-check = kontrollera kontot senast { $value }
debts-more = { $value ->
    [one] 1 sak till i registren behöver ses över. Se Registerhälsa.
   *[other] { $value } saker till i registren behöver ses över. Se Registerhälsa.
}
check-last = Senast kontrollerat { $value }
check-due = Ska kontrolleras senast { $value }
check-looked = Kontrollerat, inget att göra
check-something = Något att ta hand om
