package workflow

import "time"

// OrthodoxEaster is Easter Sunday of the Bulgarian Orthodox Church, as a day of the
// Gregorian calendar. It is Meeus' rule for the Julian calendar (Astronomical
// Algorithms, 1991, chapter 8), moved by the days that the two calendars are apart.
func OrthodoxEaster(year int) Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	apart := year/100 - year/400 - 2 // 13 days from 1900 to 2099, 14 from March 2100
	return Date{year, time.Month(month), day}.AddDays(apart)
}
