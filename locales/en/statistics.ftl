# Response times in social media.
statistics-title = Response times in social media
statistics-lead = Questions and views that were to be answered or passed on, counted in the month in which they were noted. Only time in which the office is open counts.
statistics-none = Nothing was noted in the school year.
statistics-overdue =
    { $value ->
        [one] { $value } question waits though its time is over.
       *[other] { $value } questions wait though their time is over.
    }
statistics-drawn = Diagram: questions by month
statistics-about = A bar for each month, from August to July. The table below it says the same.
statistics-months = Month by month
statistics-units = Unit by unit
statistics-month = Month
statistics-of = Month or unit
statistics-total = The whole school year
statistics-count = Questions
statistics-in-time = Answered in time
statistics-late = Answered late
statistics-waiting = Waiting
statistics-left = Left without an answer
statistics-median = Office hours to the answer, median
statistics-ninetieth = Office hours to the answer, nine in ten
statistics-checked = Account checks done
statistics-missed = Account checks missed
