import type { FileFormat } from '@sallyport/config-validation'
import { json5File } from '@sallyport/config-validation/json5'
import { jsoncFile } from '@sallyport/config-validation/jsonc'
import { tomlFile } from '@sallyport/config-validation/toml'
import { yamlFile } from '@sallyport/config-validation/yaml'
import { describe, expect, it } from 'vitest'

const lines = (...all: readonly string[]): string => all.join('\n')
/** Where it is, as `key value`: counted by hand. */
type Row = readonly [path: string, key: string, value: string]

const yaml = lines(
  '\ufeff# a comment',
  'log: &log', //                          2
  '  level: INFO # not DEBUG', //          3
  '  "é\\u0061": {x: [1, {y: 2}], z:}', // 4
  'list:', //                              5
  '- one', //                              6
  '-   - two', //                          7
  '    - |', //                            8
  '      port: 1', //                      9
  '  ', //                                 10
  'copy: *log\r', //                       11
  'port:\t8080\r', //                      12
  "'it''s': !!str 5", //                   13
  '? long', //                             14
  ': >-', //                               15
  '  text', //                             16
)
const yamlRows: readonly Row[] = [
  ['', '-', '2:1'],
  ['log', '2:1', '3:3'],
  ['log/level', '3:3', '3:10'],
  ['log/éa/x/1/y', '4:23', '4:26'],
  ['log/éa/z', '4:31', '4:33'],
  ['list', '5:1', '6:1'],
  ['list/0', '-', '6:3'],
  ['list/1/0', '-', '7:7'],
  ['list/1/1', '-', '8:7'],
  ['copy', '11:1', '11:7'],
  ['copy/level', '3:3', '3:10'],
  ['port', '12:1', '12:7'],
  ["it's", '13:1', '13:16'],
  ['long', '14:3', '15:3'],
]

const toml = lines(
  '\ufeffname = """', //                     1
  'a = 1', //                                2
  '[x]"""""', //                             3
  '  a . "b\\u0063".d = 0x10 # e = 2', //    4
  'when = 1979-05-27 07:32:00\r', //         5
  'in = { p = [ 1,', //                      6
  '  { q = "," } ] , r.s = true }', //       7
  '[ log ]', //                              8
  "\t'level' = '\\'", //                     9
  '[[hosts]]', //                            10
  'port = 1', //                             11
  '[[hosts]] # again', //                    12
  'port = 2', //                             13
  '[hosts.tls]', //                          14
  'on = true', //                            15
  '[deep.er.est]', //                        16
)
const tomlRows: readonly Row[] = [
  ['name', '1:1', '1:8'],
  ['a', '4:3', '4:3'],
  ['a/bc/d', '4:17', '4:21'],
  ['when', '5:1', '5:8'],
  ['in', '6:1', '6:6'],
  ['in/p/0', '-', '6:14'],
  ['in/p/1', '-', '7:3'],
  ['in/p/1/q', '7:5', '7:9'],
  ['in/r/s', '7:21', '7:25'],
  ['log', '8:3', '8:1'],
  ['log/level', '9:2', '9:12'],
  ['hosts', '10:3', '10:1'],
  ['hosts/0/port', '11:1', '11:8'],
  ['hosts/1', '-', '12:1'],
  ['hosts/1/port', '13:1', '13:8'],
  ['hosts/1/tls/on', '15:1', '15:6'],
  ['deep', '16:2', '16:2'],
  ['deep/er/est', '16:10', '16:1'],
]

const jsonc = lines(
  '\ufeff// { "a": 0 }\r', //             1
  '{ /* "a" */ "a" : 1,\r', //            2
  '\t"b": [ [1, "]"],', //                3
  '  {"c": null, "\\u0064": -2.5e3,},', //  4
  ' ], "😀": true }', //                  5
)
const jsoncRows: readonly Row[] = [
  ['', '-', '2:1'],
  ['a', '2:13', '2:19'],
  ['b', '3:2', '3:7'],
  ['b/0/1', '-', '3:13'],
  ['b/1/c', '4:4', '4:9'],
  ['b/1/d', '4:15', '4:25'],
  ['😀', '5:5', '5:11'],
]

const json5 = lines(
  "{ a: 'it\\'s // {', 'b': [+.5, // , 1", // 1
  '  0xF,], $c_: "two\\', //                  2
  'lines", \\u0064: {e:{},},}', //            3
)
const json5Rows: readonly Row[] = [
  ['a', '1:3', '1:6'],
  ['b/0', '-', '1:26'],
  ['b/1', '-', '2:3'],
  ['$c_', '2:10', '2:15'],
  ['d', '3:9', '3:17'],
  ['d/e', '3:18', '3:20'],
]

const all: readonly (readonly [FileFormat, string, readonly Row[]])[] = [
  [yamlFile('a').format, yaml, yamlRows],
  [tomlFile('a').format, toml, tomlRows],
  [jsoncFile('a').format, jsonc, jsoncRows],
  [json5File('a').format, jsonc, jsoncRows],
  [json5File('a').format, json5, json5Rows],
]

describe.each(all)('%o', (format, text, rows) => {
  const at = (path: string, of: 'key' | 'value'): string => {
    const found = format.locate(text, path === '' ? [] : path.split('/'), of)
    return found === undefined ? '-' : `${found.line}:${found.column}`
  }

  it('has each thing where it was counted by hand', () => {
    expect(format.parse(text)).toMatchObject({ ok: true })
    expect(rows.map(([path]) => [path, at(path, 'key'), at(path, 'value')])).toEqual(rows)
  })
})
