import type { Position } from './config-file.ts'

/** Where in a text an offset is: lines end with LF, CRLF or CR alone; columns count UTF-16 units. */
export function positionAt(text: string, offset: number): Position {
  let line = 1
  let start = 0
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
    if (index + end.length > offset) break
    line++
    start = index + end.length
  }
  return { line, column: offset - start + 1 }
}
