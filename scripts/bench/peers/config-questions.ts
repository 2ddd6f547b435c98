import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attempt, readIn } from './attempt.ts'
import type { Env, Library, Value, Values } from './config-libraries.ts'

/** What is asked of each; undefined where it has no such thing. */
export interface Question {
  readonly asked: string
  readonly answer: (library: Library) => string | undefined
}

const port: Value = { kind: 'port' }
const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
let files = 0
function file(text: string): string {
  const path = join(folder, `${++files}.json`)
  writeFileSync(path, text)
  return path
}

/** What one text is read as. */
const read =
  (kind: Value['kind'], text: string) =>
  ({ load }: Library): string => {
    const { value, error } = attempt(() => ({ ...load({ V: { kind } }, { V: text }) }))
    if (error !== undefined) return 'refused'
    return String((value as { V: unknown }).V)
  }
const shown = (text: string): string => (text === '' ? 'empty' : JSON.stringify(text))

/** How texts are read. */
export const texts: readonly Question[] = [
  ...['false', '0', 'no', 'FALSE', 'enabled', ''].map((text) => ({
    asked: `a boolean that is ${shown(text)}`,
    answer: read('boolean', text),
  })),
  ...['', '  ', '0x50', '8e3', '80abc'].map((text) => ({
    asked: `a port that is ${shown(text)}`,
    answer: read('port', text),
  })),
  ...['', '  ', 'Infinity', '9007199254740993'].map((text) => ({
    asked: `a number that is ${shown(text)}`,
    answer: read('number', text),
  })),
]

/** What a file leads to, with a port that is 3000 when nobody says it. */
function fromFile(
  library: Library,
  path: string,
  values: Values = { port: { ...port, default: 3000 } },
) {
  const { loadFile } = library
  return loadFile && attempt(() => loadFile(values, path))
}
const afterFile =
  (path: () => string) =>
  (library: Library): string | undefined => {
    const outcome = fromFile(library, path())
    if (outcome === undefined) return undefined
    if (outcome.error !== undefined) return 'refused'
    return `${(outcome.value as { port: unknown }).port}`
  }

/** Whether a name of a file becomes a member of every object there is. */
function pollution(library: Library): string | undefined {
  const outcome = fromFile(library, file('{"__proto__":{"polluted":"yes"}}'))
  const polluted = 'polluted' in {}
  delete (Object.prototype as { polluted?: string }).polluted
  if (outcome === undefined) return undefined
  if (polluted) return 'all objects have it'
  return outcome.error === undefined ? 'passed over' : 'refused'
}

function wrongLine(library: Library): string | undefined {
  const path = file('{\n  "host": "a",\n  "port": "x"\n}')
  const outcome = fromFile(library, path, { host: { kind: 'text' }, port })
  if (outcome === undefined) return undefined
  const said = `${String(outcome.error)}\n${outcome.printed}`
  if (said.includes(`${path}:3:11`)) return 'file, line, column'
  return said.includes(path) ? 'file' : 'neither'
}

function mistypedInFile(library: Library): string | undefined {
  const outcome = fromFile(library, file('{"prot":8080}'))
  if (outcome === undefined) return undefined
  if (outcome.error === undefined) return 'passed over'
  return /did you mean port/.test(String(outcome.error)) ? 'refused, "port?"' : 'refused'
}

/** What files do. */
export const ofFiles: readonly Question[] = [
  { asked: '__proto__ in a file', answer: pollution },
  { asked: 'a file that is broken off', answer: afterFile(() => file('{"port": 80')) },
  { asked: 'a file that is not there', answer: afterFile(() => join(folder, 'missing.json')) },
  { asked: 'a mistyped name in a file', answer: mistypedInFile },
  { asked: 'where a wrong value stands in a file', answer: wrongLine },
]

/** How many of these words are in the error itself, else in what was printed. */
function found(words: readonly string[], { error, printed }: ReturnType<typeof attempt>): string {
  const thrown = words.filter((word) => readIn(error).includes(word)).length
  if (thrown > 0) return `${thrown} of ${words.length}`
  const only = words.filter((word) => printed.includes(word)).length
  return only > 0 ? `${only} of ${words.length}, printed` : 'none'
}

const three: Values = { FIRST: port, SECOND: port, THIRD: port }
const wrong = 'hunter2-secret-value'

function leak({ load }: Library): string {
  const kinds = ['port', 'number', 'boolean', 'choice'] as const
  const { length } = kinds.filter((kind) => {
    const { error, printed } = attempt(() => load({ V: { kind } }, { V: wrong }))
    return `${readIn(error)} ${printed}`.includes(wrong)
  })
  return `in ${length} of ${kinds.length}`
}

function mistyped({ load }: Library): string {
  const env = { REDIS_ULR: 'redis://cache' }
  const { error, printed } = attempt(() => load({ REDIS_URL: { kind: 'text' } }, env))
  return `${String(error)} ${printed}`.includes('did you mean REDIS_URL') ? 'yes' : 'no'
}

/** What is told. */
export const errors: readonly Question[] = [
  {
    asked: 'three wrong variables: named in the error',
    answer: ({ load }) =>
      found(
        Object.keys(three),
        attempt(() => load(three, { FIRST: 'x', THIRD: '70000' })),
      ),
  },
  {
    asked: 'what a wrong value does to the process',
    answer: ({ load }) => {
      const { error } = attempt(() => load({ V: port }, { V: 'x' }))
      return error === 'process.exit()' ? 'ends it' : error === undefined ? 'nothing' : 'throws'
    },
  },
  { asked: 'the given value in errors of four kinds', answer: leak },
  { asked: 'REDIS_ULR for REDIS_URL: "did you mean"', answer: mistyped },
]

function untouched({ load }: Library): string {
  const env: Env = { PORT: '80', EMPTY: '' }
  attempt(() => load({ PORT: port }, env))
  return JSON.stringify(env) === '{"PORT":"80","EMPTY":""}' ? 'as it was' : 'is changed'
}

function frozen({ load }: Library): string {
  const config = load({ PORT: port }, { PORT: '80' }) as { PORT: unknown }
  const { error } = attempt(() => {
    config.PORT = 81
  })
  if (config.PORT !== 80) return 'changes'
  return error === undefined ? 'stays' : 'throws'
}

/** What it leaves behind. */
export const results: readonly Question[] = [
  { asked: 'the environment, afterwards', answer: untouched },
  { asked: 'setting a value of the result', answer: frozen },
  {
    asked: 'a port that is 99999 by default',
    answer: ({ load }) => {
      const { value, error } = attempt(() => ({ ...load({ V: { ...port, default: 99_999 } }, {}) }))
      return error === undefined ? String((value as { V: unknown }).V) : 'refused'
    },
  },
]
