import type { GateResult } from '../gate.ts'

/** The result itself, indented; what acts on a terminal is written as JSON's escapes. */
export function jsonReport(result: GateResult): string {
  const text = JSON.stringify(result, null, 2).replace(
    /[^\P{C}\n]|[\p{Zl}\p{Zp}]|(?<=#)#(?=\[)/gu,
    (found) =>
      Array.from({ length: found.length }, (_, index) => escapeOf(found.charCodeAt(index))).join(
        '',
      ),
  )
  return `${text}\n`
}

const escapeOf = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`
