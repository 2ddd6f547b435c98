import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** How the gate ends, and what it prints, where the service has these settings. */
function gated(settings: Readonly<Record<string, string>>, ...options: readonly string[]) {
  const file = join(import.meta.dirname, '../src/slo-gate.ts')
  // Of Node 22, which says so of what it does not know for long.
  const NODE_OPTIONS = '--disable-warning=ExperimentalWarning'
  const env = { PATH: process.env.PATH, NODE_OPTIONS, ...settings }
  return new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>(
    (resolve) => {
      execFile(process.execPath, [file, ...options], { env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : error.code, out, err }),
      )
    },
  )
}

it('passes where the service answers a load well, wrong keys and signatures too', async () => {
  const { code, out, err } = await gated({})
  expect(out).toContain('answered 200: 350, 201: 50, 401: 10\nPASSED: 4 of 4 objectives hold')
  expect([code, err]).toEqual([0, ''])
})

it('fails where the service is made to refuse', async () => {
  const { code, out } = await gated({ MAINTENANCE_MODE: 'true' }, '--min-success-rate', '50%')
  expect(out).toContain('answered 401: 10, 503: 400\nFAILED: a critical objective failed')
  expect(out).toMatch(/^ {2}failed +orders\/availability/m)
  expect(out).toMatch(/^ {2}passed +orders\/auth-success/m)
  expect(code).toBe(1)
})

it('cannot tell where there is no service, or nobody may ask it', async () => {
  const { code, out, err } = await gated({ WRONG_KEYS: '0' })
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain('WRONG_KEYS: correct WRONG_KEYS')
  const alone = await gated({ ALLOW: '192.0.2.0/24' })
  expect([alone.code, alone.out]).toEqual([2, ''])
  expect(alone.err).toContain('no key to ask with: 403')
})
