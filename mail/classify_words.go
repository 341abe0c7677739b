package mail

import "regexp"

// replySubject: what mail programs put before the subject of an answer.
var replySubject = regexp.MustCompile(`(?i)^\s*(?:re|aw|отг|отговор|отн|sv|antw|antwort|rv|ynt|odp|vs|на)\s*(?:\[\d+\])?\s*:`)
