# Starting points: what a register can begin with.
starter-title = Starting points
starter-begin = Nothing stands here yet. Begin with what most organisers have, and make it yours.
starter-lead = Tick what you have and adopt it, or adapt one starting point at a time. What does not concern you is simply left.
starter-review = These are starting points to review, not finished assessments. Read each entry and change what is different with you before you decide on anything.
starter-unit = Unit that the entries are to belong to
starter-points = Starting points
starter-there = There already
starter-adapt = Adapt
starter-adopt = Adopt those ticked as drafts
starter-origin = from a starting point
starter-to-review = Starting point to review
starter-error-none = Nothing is ticked. Tick at least one starting point.
starter-error-there = { $value } is in the register already. Untick it, and you can adopt the rest.
