import { describe } from 'vitest'
import { frameworks } from './apps.ts'
import { killed } from './story/killed.ts'
import { restarted } from './story/restarted.ts'
import { embedded, shared } from './story/set-ups.ts'
import { sharedDeliveries } from './story/shared-deliveries.ts'
import { sharedKeys } from './story/shared-keys.ts'
import { told } from './story/told.ts'
import { watchEveryTest } from './world.ts'

watchEveryTest()

const both = shared()

describe.each(frameworks)('%s', (framework) => {
  describe.each([embedded, both])('$name:', (setUp) => {
    describe.skipIf(setUp.isMissing)('the story', () => {
      sharedKeys(framework, setUp)
      sharedDeliveries(framework, setUp)
      told(framework, setUp)
    })
  })
})

// Frameworks have no part in what follows, and it takes a while: once is enough.
describe.each([embedded, both])('$name:', (setUp) => {
  describe.skipIf(setUp.isMissing)('the story', () => killed('express', setUp))
})

describe.skipIf(both.isMissing)(both.name, () => restarted('fastify', both))
