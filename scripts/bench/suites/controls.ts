import { OpenFeature } from '@openfeature/server-sdk'
import { controls, operationalFlags } from '@sallyport/controls'
import { maintenance } from '@sallyport/controls/maintenance'
import { controlsProvider } from '@sallyport/controls/openfeature'
import { testRequest } from '@sallyport/core/testing'
import { type AsyncLoop, type Loop, race, raceAsync } from '../race.ts'
import type { Suite } from '../row.ts'

let yes = 0

/** A flag read beside a property and OpenFeature's client, and what maintenance costs while there is none. */
export const suite: Suite = async function* () {
  const flags = controls({ definition: operationalFlags })
  await flags.ready()
  const plain = { rate_limit_per_minute: 100, verbose_logging: false }
  const ours: Loop = (n) => {
    for (let i = 0; i < n; i++) yes += flags.current.rate_limit_per_minute
  }
  const property: Loop = (n) => {
    for (let i = 0; i < n; i++) yes += plain.rate_limit_per_minute
  }
  yield race({
    id: 'controls/read',
    what: 'reading a flag / a property of an object',
    ours,
    peer: property,
    target: { atMost: 2 },
  })
  const guard = maintenance({ state: flags })
  const request = testRequest()
  yield race({
    id: 'controls/maintenance-off',
    what: 'maintenance() while there is none / reading a property',
    ours: (n) => {
      for (let i = 0; i < n; i++) yes += guard(request, {}) instanceof Promise ? 1 : 2
    },
    peer: property,
  })
  await OpenFeature.setProviderAndWait(controlsProvider(flags))
  const client = OpenFeature.getClient()
  const asked: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) yes += await client.getNumberValue('rate_limit_per_minute', 5)
  }
  yield await raceAsync({
    id: 'controls/open-feature',
    what: 'reading a flag / asking OpenFeature’s client, its provider being ours',
    ours,
    peer: asked,
    target: { atMost: 1 / 1_000 },
  })
  await OpenFeature.close()
  flags.close()
  if (yes === 0) throw new Error('bench: nothing was read, so nothing was measured')
}
