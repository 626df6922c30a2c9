# When something cannot be done.
error-no-page-title = There is no such page
error-no-page-lead = The address leads nowhere. It may be misspelt, or the page has moved.
error-no-question-title = There is no such question
error-no-question-lead = No question is called “{ $value }”.
error-no-organisation-title = There is no such organisation
error-no-organisation-lead = “{ $value }” is not here. Choose one of those that are.
error-too-long-title = Too much at once
error-too-long-lead = What was sent is longer than any question needs. Start over from the start page.
error-wrong-method-title = The page cannot be used like that
error-wrong-method-lead = The page can only be read; nothing can be sent to it.
error-ours-title = Something went wrong on our side
error-ours-lead = It is not your fault. Try again in a while. If it happens again, tell those who run the service, and mention the number.
error-reference = Reference:
error-nearest = Perhaps you meant
error-start = To the start page
