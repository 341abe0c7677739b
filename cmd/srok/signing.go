package main

import (
	"srok/config"
	"srok/mail"
	"srok/workflow/engine"
)

// signingOf reads the keys once: one that cannot be read must not be found out by a letter.
func signingOf(c config.Signing) (engine.Signing, error) {
	var signing engine.Signing
	if c.DKIM.Given() {
		key, err := c.DKIM.Key()
		if err != nil {
			return signing, err
		}
		signing.Domain = &mail.DKIM{Domain: c.DKIM.Domain, Selector: c.DKIM.Selector, Key: key}
	}
	if c.SMIME.Given() {
		key, leaf, intermediate, err := c.SMIME.Certificate()
		if err != nil {
			return signing, err
		}
		signing.Certificate = &mail.Certificate{Key: key, Leaf: leaf, Intermediate: intermediate}
	}
	return signing, nil
}
