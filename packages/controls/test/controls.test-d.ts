import { type Controls, controls, operationalFlags } from '@sallyport/controls'
import { controlsEndpoint } from '@sallyport/controls/endpoint'
import { maintenance, maintenanceCheck } from '@sallyport/controls/maintenance'
import { expectTypeOf, test } from 'vitest'

test('values have the types of their flags', () => {
  const flags = controls({
    definition: {
      ...operationalFlags,
      checkout: { kind: 'choice', choices: ['old', 'new'], default: 'old', help: 'Which.' },
    },
  })
  expectTypeOf(flags.current.maintenance_mode).toEqualTypeOf<boolean>()
  expectTypeOf(flags.current.rate_limit_per_minute).toEqualTypeOf<number>()
  expectTypeOf(flags.current.maintenance_message).toEqualTypeOf<string>()
  expectTypeOf(flags.current.checkout).toEqualTypeOf<'old' | 'new'>()
  expectTypeOf(flags.details('checkout').value).toEqualTypeOf<'old' | 'new'>()
  const why = { actor: { kind: 'user', id: 'ada' }, why: 'because' }
  void flags.set('checkout', 'new', why)
  // @ts-expect-error: not a choice
  void flags.set('checkout', 'newer', why)
  // @ts-expect-error: no such flag
  void flags.set('maintenance', true, why)
  // @ts-expect-error: nobody says why
  void flags.set('checkout', 'new', { actor: { kind: 'user', id: 'ada' } })
  // @ts-expect-error: read only
  flags.current.checkout = 'new'
  controlsEndpoint(flags, { actor: () => ({ kind: 'user', id: 'ada' }) })
  maintenance({ state: flags })
  maintenanceCheck({ state: flags })
  expectTypeOf<Controls>().not.toBeAny()
})
