/** What a scan of JSON meets; offsets into the text. */
export interface JsonEvent {
  readonly path: readonly string[]
  /** Of the member's name; undefined for the root and for items. */
  readonly keyAt: number | undefined
  readonly valueAt: number
}

/** Where a text stops being JSON, and why; without a word of the text. */
export interface JsonFault {
  readonly fault: string
  readonly offset: number
}

const deepest = 200
const space = /[ \t\n\r]*/y
const text = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y

/** Walks a text of JSON, telling of each value. Stops where it makes no sense, or says a name twice. */
export function scanJson(
  source: string,
  meet: (event: JsonEvent) => void = () => {},
): JsonFault | undefined {
  const scan: Scan = { source, at: 0, meet, fault: undefined }
  value(scan, [], undefined)
  skip(scan)
  if (scan.at < source.length) fail(scan, 'there is something behind its end')
  return scan.fault
}

interface Scan {
  readonly source: string
  readonly meet: (event: JsonEvent) => void
  at: number
  /** The first. */
  fault: JsonFault | undefined
}

function fail(scan: Scan, fault: string): false {
  scan.fault ??= { fault, offset: scan.at }
  return false
}

function take(scan: Scan, pattern: RegExp): string | undefined {
  pattern.lastIndex = scan.at
  const found = pattern.exec(scan.source)?.[0]
  scan.at += found?.length ?? 0
  return found
}

const skip = (scan: Scan): string | undefined => take(scan, space)

function eat(scan: Scan, mark: string): boolean {
  skip(scan)
  if (scan.source[scan.at] !== mark) return false
  scan.at++
  return true
}

function value(scan: Scan, path: readonly string[], keyAt: number | undefined): boolean {
  skip(scan)
  if (path.length > deepest) return fail(scan, 'it is nested too deeply')
  scan.meet({ path, keyAt, valueAt: scan.at })
  if (eat(scan, '{')) return members(scan, path)
  if (eat(scan, '[')) return items(scan, path)
  const isScalar = take(scan, text) !== undefined || take(scan, scalar) !== undefined
  return isScalar || fail(scan, 'a value is expected here')
}

function members(scan: Scan, path: readonly string[]): boolean {
  const seen = new Set<string>()
  if (eat(scan, '}')) return true
  do {
    skip(scan)
    const keyAt = scan.at
    const written = take(scan, text)
    if (written === undefined) return fail(scan, 'a name in double quotes is expected here')
    const name: string = JSON.parse(written)
    if (seen.has(name)) {
      scan.at = keyAt
      return fail(scan, 'the same name stands here for the second time')
    }
    seen.add(name)
    if (!eat(scan, ':')) return fail(scan, 'a colon is expected here')
    if (!value(scan, [...path, name], keyAt)) return false
  } while (eat(scan, ','))
  return eat(scan, '}') || fail(scan, 'a comma or the end of the object is expected here')
}

function items(scan: Scan, path: readonly string[]): boolean {
  if (eat(scan, ']')) return true
  let index = 0
  do {
    if (!value(scan, [...path, `${index++}`], undefined)) return false
  } while (eat(scan, ','))
  return eat(scan, ']') || fail(scan, 'a comma or the end of the list is expected here')
}
