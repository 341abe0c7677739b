// Package docx packs the text of a document as a .docx (ISO/IEC 29500) that Word and LibreOffice
// open. What the text says, and in which styles, is the caller's; how the styles look stands here.
//
// # How it fails
//
// Write refuses a text that is no well-formed XML, because Word would refuse the file, and the
// records office would find out. Whatever else goes wrong is an error of the writer.
package docx

import (
	"archive/zip"
	_ "embed"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

//go:embed styles.xml
var styles string

const declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`</Types>`

const packageRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
	`</Relationships>`

const documentRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
	`</Relationships>`

// Write writes the .docx of a document: the element w:document, without an XML declaration. The
// same text always gives the same bytes.
func Write(w io.Writer, document string) error {
	if err := wellFormed(document); err != nil {
		return fmt.Errorf("the document: %w", err)
	}
	archive := zip.NewWriter(w)
	for _, part := range [][2]string{ // [Content_Types].xml first: some readers look no further
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/document.xml", document},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", styles},
	} {
		file, err := archive.Create(part[0])
		if err != nil {
			return fmt.Errorf("%s: %w", part[0], err)
		}
		if _, err := io.WriteString(file, declaration+part[1]); err != nil {
			return fmt.Errorf("%s: %w", part[0], err)
		}
	}
	return archive.Close()
}

func wellFormed(document string) error {
	decoder := xml.NewDecoder(strings.NewReader(document))
	elements := 0
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && elements == 0:
			return errors.New("it is empty")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if _, ok := token.(xml.StartElement); ok {
			elements++
		}
	}
}
