import { expect, test, vi } from 'vitest'
import { missing } from '../src/index.ts'

const nowhere = () => undefined
const everywhere = () => '/opt/door'

test('a service that is there: the suite runs and nothing is printed', () => {
  const print = vi.fn()
  const env = { SALLYPORT_REQUIRE_SERVICES: '1' }
  expect(missing('redis', 'redis key store', { find: everywhere, env, print })).toBe(false)
  expect(print).not.toHaveBeenCalled()
})

test('one that is not: one line says what is skipped, why, and what to install', () => {
  const print = vi.fn()
  expect(missing('postgres', 'postgres key store', { find: nowhere, env: {}, print })).toBe(true)
  expect(print.mock.calls).toEqual([
    [
      'skipped "postgres key store": postgres is not on this machine (Debian: apt-get install postgresql)',
    ],
  ])
})

test('where services are required, it throws instead', () => {
  const print = vi.fn()
  const env = { SALLYPORT_REQUIRE_SERVICES: '1' }
  expect(() => missing('amtool', 'alert routes', { find: nowhere, env, print })).toThrow(
    'cannot run "alert routes": amtool is not on this machine (Debian: apt-get install prometheus-alertmanager)',
  )
  expect(print).not.toHaveBeenCalled()
})
