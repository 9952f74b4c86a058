package layout

import (
	"debug/dwarf"
	"errors"
	"fmt"
	"math"
	"strings"
)

// FromDWARF finds the fields in the debug information of a program. units are where its compile units begin: then only those of
// the runtime are read, else all. The caller recovers: debug/dwarf is not hardened.
func FromDWARF(data *dwarf.Data, units []dwarf.Offset, minor int) (*Layout, error) {
	structs, err := runtimeStructs(data, units)
	if err != nil {
		return nil, err
	}
	layout := &Layout{Minor: minor, FromDWARF: true, Exact: true}
	for f := range fieldCount {
		layout.offsets[f] = absent
		for _, path := range fieldPaths[f] {
			if offset, found := resolve(structs, path); found {
				layout.offsets[f] = offset
				break
			}
		}
		if layout.offsets[f] == absent && !optional[f] {
			return nil, fmt.Errorf("its debug information has no runtime.%s", fieldPaths[f][0])
		}
	}
	return layout, nil
}

// wanted are the structures that fieldPaths begin with.
func wanted() map[string]bool {
	names := map[string]bool{}
	for _, paths := range fieldPaths {
		for _, path := range paths {
			name, _, _ := strings.Cut(path, ".")
			names["runtime."+name] = true
		}
	}
	return names
}

func runtimeStructs(data *dwarf.Data, units []dwarf.Offset) (map[string]*dwarf.StructType, error) {
	names := wanted()
	structs := map[string]*dwarf.StructType{}
	reader := data.Reader()
	if units == nil {
		err := readUnits(data, reader, "", names, structs)
		return structs, err
	}
	// Functions of the runtime are in another unit of the name than its types.
	for _, unit := range units {
		reader.Seek(unit)
		entry, err := reader.Next()
		if err != nil {
			return nil, err
		}
		if entry == nil || entry.Tag != dwarf.TagCompileUnit || nameOf(entry) != "runtime" {
			continue
		}
		if err := readUnits(data, reader, "runtime", names, structs); err != nil {
			return nil, err
		}
	}
	if len(structs) == 0 {
		return nil, errors.New("its debug information does not describe the runtime")
	}
	return structs, nil
}

// readUnits reads on to the end, or to the next unit of another name than only.
func readUnits(data *dwarf.Data, reader *dwarf.Reader, only string, names map[string]bool, structs map[string]*dwarf.StructType) error {
	for len(structs) < len(names) {
		entry, err := reader.Next()
		if err != nil || entry == nil {
			return err
		}
		if entry.Tag == dwarf.TagCompileUnit {
			if only != "" && nameOf(entry) != only {
				return nil
			}
			continue
		}
		if name := nameOf(entry); entry.Tag == dwarf.TagStructType && names[name] {
			kind, err := data.Type(entry.Offset)
			if err != nil {
				return err
			}
			if kind, is := kind.(*dwarf.StructType); is {
				structs[name] = kind
			}
		}
		if entry.Children {
			reader.SkipChildren()
		}
	}
	return nil
}

func nameOf(entry *dwarf.Entry) string {
	name, _ := entry.Val(dwarf.AttrName).(string)
	return name
}

func resolve(structs map[string]*dwarf.StructType, path string) (int32, bool) {
	parts := strings.Split(path, ".")
	current := structs["runtime."+parts[0]]
	offset := int64(0)
	for i, part := range parts[1:] {
		if current == nil {
			return 0, false
		}
		var field *dwarf.StructField
		for _, candidate := range current.Field {
			if candidate.Name == part {
				field = candidate
			}
		}
		if field == nil {
			return 0, false
		}
		offset += field.ByteOffset
		if i < len(parts)-2 {
			current = asStruct(field.Type)
		}
	}
	return int32(offset), offset >= 0 && offset <= math.MaxInt32
}

func asStruct(kind dwarf.Type) *dwarf.StructType {
	for range 8 { // typedefs of typedefs end
		switch t := kind.(type) {
		case *dwarf.TypedefType:
			kind = t.Type
		case *dwarf.StructType:
			return t
		default:
			return nil
		}
	}
	return nil
}
