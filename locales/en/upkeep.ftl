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
