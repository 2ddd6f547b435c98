import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { ended } from './process.ts'

/** A port of this machine that nobody listens on. */
async function nobody(): Promise<string> {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

/** A start while a server that the settings name is away. */
export function storesAway(framework: Framework): void {
  const password = 'hunter2-of-the-store'

  it.each([
    ['Redis', 'REDIS_URL', 'redis'],
    ['Postgres', 'DATABASE_URL', 'postgres'],
  ])(
    'does not start without %s: says so in a line, and that it may be tried again',
    async (...of) => {
      const [name, setting, scheme] = of
      const at = await nobody()
      const given = { [setting]: `${scheme}://ada:${password}@${at}/0` }
      const { code, printed, complaints } = await ended(framework, given)
      expect(complaints).toBe(
        `${name} at ${at} cannot be used: connect ECONNREFUSED ${at}; start it, or correct ${setting}\n`,
      )
      expect(code).toBe(75)
      expect(printed).not.toContain(password)
      expect(printed).not.toContain('Listening on')
    },
  )
}
