package form

import "srok/workflow"

// Spreadsheets store a day as the number of days since 30.12.1899 (the wrong 29.02.1900 of
// the 1900 system is before any date here), or since 01.01.1904 in files of old Macs.
var (
	epoch1900 = workflow.Date{Year: 1899, Month: 12, Day: 30}
	epoch1904 = workflow.Date{Year: 1904, Month: 1, Day: 1}
)

// Serials that are read as days, 1980 to 2119: a smaller number in a cell for a date is a
// year or a slip.
const minSerial, maxSerial = 29221, 80353

func serialOf(d workflow.Date) int { return d.DaysSince(epoch1900) }
