import { recordMetrics } from '@sallyport/core/testing'
import { defineScopes, observeScopes, requireScopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'

const scopes = defineScopes({ scopes: ['orders:read', 'orders:write'] })
const need = scopes.allOf('orders:read')
const metrics = recordMetrics()
const made = 'a requirement made by allOf() or anyOf()'

describe('misuse throws when it is built, and says what is wrong', () => {
  const mistakes: Readonly<Record<string, () => unknown>> = {
    'defineScopes() takes options by name, got undefined': () =>
      defineScopes(...([] as never as [never])),
    'defineScopes() takes options by name, got null': () => defineScopes(null as never),
    'defineScopes() takes options by name, got string': () => defineScopes('orders:read' as never),
    'intersect() needs ceilings by their names, got [null]': () => scopes.intersect(null as never),
    'intersect() needs ceilings by their names, got [undefined]': () =>
      scopes.intersect(undefined as never),
    'requireScopes() takes options by name, got null': () => requireScopes(need, null as never),
    'requireScopes() needs "metrics.add" to be a function, got [undefined]': () =>
      requireScopes(need, { metrics: {} as never }),
    'requireScopes() needs "metrics.add" to be a function, got [null]': () =>
      requireScopes(need, { metrics: { ...metrics, add: null as never } }),
    'defineScopes() takes only scopes, roles, got "role"': () =>
      defineScopes({ scopes: ['a'], role: {} } as never),
    'requireScopes() takes only metrics, realm, got "relm"': () =>
      requireScopes(need, { relm: 'door' } as never),
    'observeScopes() takes only metrics, monotonic, got "metric"': () =>
      observeScopes(need, { metrics, metric: 1 } as never),
    [`requireScopes() needs ${made}, got [object]`]: () => requireScopes(Object.create(need)),
    'observeScopes() takes options by name, got undefined': () =>
      observeScopes(need, undefined as never),
    'observeScopes() needs "metrics.observe" to be a function, got [undefined]': () =>
      observeScopes(need, { metrics: null as never }),
    'observeScopes() needs "monotonic" to be a function, got [number]': () =>
      observeScopes(need, { metrics, monotonic: 7 as never }),
    [`observeScopes() needs ${made}, got [object]`]: () =>
      observeScopes(Object.create(need), { metrics }),
    [`holds() needs ${made}, got [object]`]: () =>
      scopes.holds(scopes.grant('**'), new Proxy(need, {})),
  }

  it.each(Object.entries(mistakes))('%s', (message, mistake) => {
    expect(mistake).toThrow(new TypeError(`scopes: ${message}`))
  })
})

it('a list with a hole is a mistake of the definition like any other', () => {
  // biome-ignore lint/suspicious/noSparseArray: it is what is tested
  const holed = [, 'a'] as string[]
  expect(() => defineScopes({ scopes: holed })).toThrow(
    /^scopes: 1 mistake in the definition\n {2}\[undefined\] is no scope: /,
  )
  expect(() => defineScopes({ scopes: ['a'], roles: { one: holed as never } })).toThrow(
    /includes \[undefined\], which is neither a scope nor a role$/,
  )
})
