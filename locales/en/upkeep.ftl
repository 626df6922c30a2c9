# How the registers are kept: entries that lack something, or whose time is soon over or is over.
upkeep-title = Register health
upkeep-lead = What needs attention stands here, unit by unit. Each number leads to exactly those entries.
upkeep-register = Register
upkeep-caption = What needs attention
upkeep-nothing = Nothing needs attention here.
upkeep-attention = Needs attention
attention-missing = Lacks something
attention-expiring = Ends within 60 days
attention-overdue = Overdue
attention-password = The password has to be changed

## What registers wait for: on the first page, and when an account is looked at.
debts-by = by { $value }
debts-password = change the password
debts-check = look at the account by { $value }
debts-more = { $value ->
    [one] 1 more thing in the registers needs attention. See register health.
   *[other] { $value } more things in the registers need attention. See register health.
}
check-last = Last looked at { $value }
check-due = To be looked at again by { $value }
check-looked = Looked at, nothing to do
check-something = Something to deal with
