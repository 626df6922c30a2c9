# The frame round every page, the start page and search.
skip = Skip to the content
nav-label = Main menu
nav-ask = Ask
nav-guidelines = Guidelines
nav-changes = Changes
nav-health = Health
search-label = Search
search-placeholder = class photo
search-button = Search
other-language = Svenska
footer-label = Footer
footer-day = rules in force on
footer-api = API

start-title = May I …?
start-lead = Write as you would say it. You get an answer and the rule behind it.
start-search = Search for a question
start-field = What do you want to do?
start-placeholder = class photo on insta
start-often = Often asked
start-answered = More questions that the rules answer
start-silent = Questions that the rules do not answer
start-silent-lead = The rules here say nothing on these. The question shows whom you can turn to.

search-title = Search
search-title-for = Search: { $value }
search-found = Do you mean one of these?
search-empty = Write what you want to do in your own words, such as “class photo on insta”.
search-nothing = Nothing found for “{ $value }”
search-advice = Try another word, or a shorter one.
search-all = See all questions
search-ask = Your question is not there? Turn to { $value }.
search-too-long = That is too much text for a search. Write a few words instead, 300 characters at most.

accessibility-title = Accessibility
accessibility-lead = Everybody must be able to get an answer, also without a mouse, without scripts and with a screen reader.
accessibility-standard = The pages follow WCAG 2.2, level AA. Every page is tested by machine in a real browser, light and dark, from a width of 320 pixels.
accessibility-keyboard = Everything can be reached with the keyboard, and what has the focus is seen.
accessibility-looks = Colour never says anything alone: a sign and a word stand beside it.
accessibility-data = No personal data is asked for. What you answer stands in the address only, and cookies remember nothing but the choice of language and organisation.
accessibility-ask = If you meet an obstacle, tell those who run the service where you are.
