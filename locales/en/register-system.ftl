# The register of systems and places of storage.
field-system-name = Name
field-system-kind = Kind
field-system-unit = Unit
field-system-owner = Responsible
field-system-owner-hint = Choose who decides what may be kept here and who can reach it.
field-system-holds = May hold
field-system-holds-hint = Choose all that the place is safe enough for; nothing else may be kept here.
field-system-sharing = Who can reach it?
field-system-sharing-hint = Choose the widest that occurs.
field-system-permissions = Permissions
field-system-permissions-hint = Write who gives and takes away access, and how often somebody goes through it.
field-system-login = Sign-in or lock
field-system-processor = Processor
field-system-agreement = Processor agreement
field-system-country = Where the data is
field-system-exports = Can be taken out as
field-system-erasure-by = Who can remove data?
field-system-erasure-by-hint = Choose “nobody” if it cannot be done, so that it shows.
field-system-erasure = Erasure
field-system-erasure-hint = Write when and how the data is removed, from copies too.
field-system-reviewed-on = Last gone through on
field-system-review-on = To be gone through by
field-system-review-on-hint = By then whoever is responsible looks at what is here and who can reach it.
field-system-limits = Limitation
field-system-ended-on = Out of use since

option-system-kind-school-platform = Pupil register and school administration
option-system-kind-learning-platform = Learning platform
option-system-kind-health-record = Records system of pupil health
option-system-kind-case-system = Registry and case handling
option-system-kind-office-suite = Office programs and personal cloud
option-system-kind-team-drive = Shared space of a group
option-system-kind-mail = E-mail
option-system-kind-chat = Chat and meetings
option-system-kind-finance = Finance and payroll
option-system-kind-library = Library
option-system-kind-local-disk = The computer's own disk
option-system-kind-phone = Phone
option-system-kind-usb-stick = USB stick
option-system-kind-paper-binder = Paper binder
option-system-kind-locker = Locked cabinet
option-system-kind-other = Other

option-sharing-none = Only who put it there
option-sharing-named = Named people
option-sharing-team = A group
option-sharing-role = Everybody with a certain role
option-sharing-link = Everybody who has the link
option-sharing-public = Everybody

option-exports-none = Not possible
option-exports-csv = CSV
option-exports-xlsx = Excel
option-exports-pdf = PDF
option-exports-interface = Through an API
option-exports-archive = Archive package

option-erasure-by-user = Whoever uses it
option-erasure-by-owner = Whoever is responsible
option-erasure-by-administrator = The administrator
option-erasure-by-processor = The processor
option-erasure-by-nobody = Nobody

state-system-planned = Planned
state-system-in-use = In use
state-system-limited = In use, limited
state-system-ended = Out of use

step-system-put-to-use = Put to use
step-system-limit = Limit
step-system-end = Take out of use
