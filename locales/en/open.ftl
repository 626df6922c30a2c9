# Pages that everybody can read.
open-title = Open to everybody
open-organisers = Choose an organiser.
open-lead = Everybody can read this, without signing in.
open-choose = Choose
open-none = There is nothing here yet.
open-accounts-title = Accounts in social media
open-accounts-about = Where the schools are in social media, who answers for it and what holds there.
open-apps-title = Approved apps
open-apps-about = Apps that are assessed and may be used. An app that is not here is not approved.
open-services-title = Approved learning services
open-services-about = Learning services that are assessed. Only recommended ones may be compulsory in teaching.
open-not-approved = No such one is approved. Ask the data protection officer, or ask for an assessment before it is used.
open-name = Name
open-provider = Provider
open-conditions = Conditions
open-for = Holds for
open-until = Approved until
open-used = Used by
open-compulsory = May be compulsory
open-feed-csv = The whole list for spreadsheets (CSV)
open-feed-json = The whole list as JSON
open-account-closing = The organiser has found that this medium may not be used. The account is being closed.
open-account-purpose = What the account is for
open-account-audience = It is meant for
open-account-unit = Who answers for it
open-account-answers = How views and questions are answered
open-account-hours = An answer comes within
open-account-rules = What holds here
open-account-criticism = Criticism is welcome and stays.
open-account-forbidden = This must not be written or posted:
open-account-follows = Such things are kept as a picture and removed at once, without comment. Threats and what else may be a crime can be reported to the police.
open-account-records = Public records and personal data
open-account-public = What you write to us here, messages too, can become a public record that others may read. So write nothing sensitive about yourself or anybody else.
open-account-processed = When you write, like or send messages, your personal data is processed by who answers for the account, and by the company behind the medium.
open-account-code = QR code that leads to this page

# Forms that everybody can use.
open-unit-label = School or organisation
open-email-label = Your e-mail address
open-email-hint = We send a link there by which you confirm, and tell you when there is an answer.
open-despite-label = Send anyway, because …
open-despite-hint = Better take out what is marked. The reason is kept with what you send.
open-error-unit = Choose a school or organisation in the list.
open-error-email = Write an e-mail address at which you can read mail, such as name@example.se.
open-error-email-often = We have sent three letters to that address within the last day. Open the link in one of them, or try again tomorrow.
open-error-too-many = The form has been sent too many times in a short time. What you wrote is still here: wait { $value ->
    [one] 1 minute
   *[other] { $value } minutes
} and send it again.
open-error-too-many-hours = The form has been sent too many times in a short time. What you wrote is still here: wait { $value ->
    [one] 1 hour
   *[other] { $value } hours
} and send it again.
open-error-despite = The text says something that may be dangerous to somebody. Take it out, or write why it is needed (at most { $value } characters).

open-removal-title = Ask to be removed
open-removal-about = Are you, or is your child, seen in our social media and no longer want that? Ask us to remove it.
open-removal-here = Ask us to remove something that shows you or your child
open-removal-lead = Are you, or is your child, seen in a picture, a film or a text that we have posted? Tell us where. Nothing starts until you have confirmed it from your e-mail.
open-removal-text = What do you want removed, and where is it seen?
open-removal-text-hint = Paste the addresses of the posts if you can. Otherwise describe what is shown and roughly when it was posted. Write no more about yourself than we need to find it.
open-removal-send = Send
open-removal-case = Request from the open form
open-removal-none = It cannot be asked for by a form here.
open-removal-instead = Turn directly to the school, or to whoever runs the account. The address is on the page of the account. You have the same right to an answer.
open-removal-sent = Look into your e-mail
open-removal-sent-lead = We have sent a link to the address that you wrote. Open it and press the button within 7 days, and we begin.
open-removal-sent-note = No mail? Look among the junk mail, and see that the address was right. We send at most three mails a day to the same address. What is not confirmed is erased after 7 days.
open-removal-demo = The link in the mail
open-removal-demo-about = In the demonstration no mail is sent. That is why the link is here.
open-removal-to-confirm = Confirm what you asked for
open-removal-to-confirm-lead = Somebody has used this e-mail address to ask us to remove something from our social media. Press the button if it was you.
open-removal-confirm = Yes, it was me
open-removal-not-you = Was it not you? Do nothing. It is erased then, and nothing happens.
open-removal-again = This was confirmed already. Nothing new has been started.
open-removal-received = We have received what you asked for
open-removal-received-lead = We look for every place and remove it. Keep the link to this page: here you see how it goes, and you get a mail when there is an answer.
open-removal-answered = You have an answer
open-removal-answered-lead = The answer stays here for 90 days. Then what you sent is erased.
open-removal-closed = It is closed
open-removal-closed-lead = What you asked for is closed, and no answer was written here. Turn to the school if you have questions.
open-removal-answer = Answer
open-removal-state = How far it has come
open-removal-asked = Sent
open-removal-confirmed = Confirmed
open-removal-due = Answer by
open-removal-answered-at = Answered
open-removal-dead = The link leads nowhere
open-removal-dead-lead = It may be misspelt, or too old. What is not confirmed within 7 days is erased. Do you still want something removed? Ask again.

open-report-title = Report a personal data breach anonymously
open-report-about = Has data about somebody gone astray? Tell us, without saying who you are.
open-report-lead = Has data about somebody gone astray, been lost or been changed? Tell us here. We do not ask who you are, and keep nothing that shows it. If you work here: better sign in and report it there.
open-report-text = What has happened?
open-report-text-hint = Write what has happened, where, and roughly whom it concerns. Nobody can ask you afterwards, so write what is needed to stop it. Name no pupils unless it is needed.
open-report-send = Send the report
open-report-case = Anonymous report
open-report-received = Thank you, the report is received
open-report-acting = They are told now and take care of it: { $value }.
open-report-nobody = We do not know who you are, so nobody can ask you more or answer you. If you think of something more, send another report.
