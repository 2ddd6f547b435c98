import { expect, it, type TestFunction } from 'vitest'
import { type Framework, frameworks } from './apps.ts'

/** The trap table's rows 1 to 21, and the reply table's, in order. */
const last = { trap: 21, reply: 11 } as const
type Table = keyof typeof last

const tested = new Set<string>()

/** Registers tests of a table's rows, named by their number. */
export const rowsOf =
  (table: Table, framework: Framework) =>
  (row: number, title: string, run: TestFunction): void => {
    tested.add(`${framework} ${table} ${row}`)
    it(`${table} ${row}: ${title}`, run)
  }

type Excuses = Partial<Record<Table, Readonly<Record<number, string>>>>

/** Rows that say nothing about a framework, and why. */
const excused: Readonly<Record<Framework, Excuses>> = {
  express: {
    trap: {
      3: 'fetch bodies only: @hono/node-server',
      4: 'an Express app cannot be called without a server',
      5: 'about a middleware of Hono',
      6: 'about reading through a fetch request',
      7: 'an Express app cannot be called without a server',
      12: 'about the hooks of Fastify',
      13: 'about the body cache of Hono',
    },
  },
  fastify: {
    trap: {
      3: 'fetch bodies only: @hono/node-server',
      4: 'called without a server it is trap 7',
      5: 'about a middleware of Hono',
      6: 'about reading through a fetch request',
      9: 'parses after its hooks; a guard too late is trap 12',
      10: 'has no parser before the guard that could keep bytes',
      13: 'about the body cache of Hono',
    },
  },
  hono: {
    trap: {
      7: 'called without a server it is trap 4',
      10: 'has no parser before the guard that could keep bytes',
      12: 'about the hooks of Fastify',
    },
  },
}

/** Every row of both tables is tested on every framework or excused from it, and never both. */
export function testThatNoRowIsForgotten(): void {
  const rows = frameworks.flatMap((framework) =>
    (['trap', 'reply'] as const).flatMap((table) =>
      Array.from({ length: last[table] }, (_, i) => `${framework} ${table} ${i + 1}`),
    ),
  )
  const excuses = frameworks.flatMap((framework) =>
    Object.entries(excused[framework]).flatMap(([table, byRow]) =>
      Object.keys(byRow).map((row) => `${framework} ${table} ${row}`),
    ),
  )
  it('has each row of both tables either tested or excused', () => {
    expect(rows.filter((row) => !tested.has(row) && !excuses.includes(row))).toEqual([])
    expect(excuses.filter((row) => tested.has(row) || !rows.includes(row))).toEqual([])
    expect([...tested].filter((row) => !rows.includes(row))).toEqual([])
  })
}
