package main

type planCmd struct {
	Term planTermCmd `cmd:"" help:"Show what a deadline phrase means."`
}
