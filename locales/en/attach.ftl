### Files of an entry.
attach-file = File
attach-hint = PDF, picture (PNG or JPEG), Word, Excel or OpenDocument, { $value } MB at most.
attach-paste = You can also paste a screenshot anywhere on the page.
attach-do = Put the file in
attach-change = Put in a file
attach-open = Open the file
attach-one = a file
attach-empty = The file is empty. Choose another one.
attach-again = Choose the file again. It was not saved, since something else has to be put right or looked at first.
attach-too-large = The file is too large. It may have { $value } MB at most.
attach-kind = The file is of a kind that is not taken. Save it as PDF and try again.
attach-otherwise = What is in the file is something else than its name says. Save it anew in the program that it comes from.
attach-moving = The picture moves. Save it as a still picture, or take a new screenshot.
attach-changed = Somebody else has changed the entry. See what stands there now, then put the file in again.
