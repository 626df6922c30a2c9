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
open-more = { $value ->
    [one] 1 more. Search to find it.
   *[other] { $value } more. Search to find them.
}
open-compulsory = May be compulsory
open-feed-csv = The whole list for spreadsheets (CSV)
open-feed-json = The whole list as JSON
open-account-closing = The organiser has found that this medium is not to be used. The account is being closed.
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
