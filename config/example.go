package config

import (
	"embed"
	"io/fs"

	"srok/workflow"
)

//go:embed example
var exampleFiles embed.FS

// The example's published plan; its other files are named as in every council's folder.
const ExamplePlan = "plan-2018.txt"

// Example is the folder of a council to start from: srok.yaml, institutions.yaml and the
// published plan of 2018.
var Example = exampleFS()

// ExampleDirectory is the example's institutions without the letterhead: what `plan import`
// knows where there is no council's folder.
func ExampleDirectory() (workflow.Directory, error) {
	data, err := fs.ReadFile(Example, InstitutionsFile)
	if err != nil {
		return workflow.Directory{}, err
	}
	return ParseInstitutions(InstitutionsFile, data)
}

func exampleFS() fs.FS {
	sub, err := fs.Sub(exampleFiles, "example")
	if err != nil {
		panic(err) // only where the directive above names another folder
	}
	return sub
}
