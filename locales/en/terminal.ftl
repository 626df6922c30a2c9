# The terminal: varsam ask.
terminal-or = or
terminal-instead = Do this instead:
terminal-why = Because:
terminal-gives-way = Gives way:
terminal-remarks = Worth knowing:
terminal-duties = Then this follows:
terminal-depends = It depends:
terminal-next = The next question: { $value }
terminal-careful = Who cannot find out more keeps to the stricter answer: { $value }.
terminal-what-if = For learning: this would have changed the answer
terminal-facts = Based on:
terminal-ask = Ask:
terminal-unverified = not checked against the source
terminal-number = A whole number, { $value }. Empty: I don't know.
terminal-choose = What do you wonder?
terminal-stopped = stopped
