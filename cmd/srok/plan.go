package main

// planCmd is the plan's life: from the published document to the next year's plan.
type planCmd struct {
	Import   planImportCmd   `cmd:"" help:"Read a published plan into a draft, with warnings."`
	Term     planTermCmd     `cmd:"" help:"Show what a deadline phrase means."`
	Check    planCheckCmd    `cmd:"" help:"Check the files, and show what an approval would open."`
	Approve  planApproveCmd  `cmd:"" help:"Record that an office approved the plan's tasks; only then are letters sent."`
	Diff     planDiffCmd     `cmd:"" help:"Compare config and files with what is approved; change nothing."`
	Apply    planApplyCmd    `cmd:"" help:"Record that an office approved the changes; open obligations follow."`
	Rollover planRolloverCmd `cmd:"" help:"Draft the next year's plan with the same tasks; change nothing else."`
}
