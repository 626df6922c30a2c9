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
