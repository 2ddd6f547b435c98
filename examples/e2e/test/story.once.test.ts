import { missing } from '@sallyport-scripts/services'
import { describe } from 'vitest'
import { type Framework, frameworks } from './apps.ts'
import { killed } from './story/killed.ts'
import { restarted } from './story/restarted.ts'
import { embedded, type SetUp, shared } from './story/set-ups.ts'
import { sharedDeliveries } from './story/shared-deliveries.ts'
import { sharedKeys } from './story/shared-keys.ts'
import { sharedLists } from './story/shared-lists.ts'
import { told } from './story/told.ts'
import { watchEveryTest } from './world.ts'

function story(framework: Framework, setUp: SetUp): void {
  sharedKeys(framework, setUp)
  sharedDeliveries(framework, setUp)
  sharedLists(framework, setUp)
  told(framework, setUp)
}

watchEveryTest()

// A process that dies, and a store that goes, take a while, and frameworks have no part in it: one of them is enough.
describe('embedded', () => {
  describe.each(frameworks)('%s', (framework) => story(framework, embedded))
  killed('express', embedded)
})

describe.skipIf(missing('postgres', 'two instances') || missing('redis', 'two instances'))(
  'Postgres and Redis, two instances',
  () => {
    const both = shared()
    describe.each(frameworks)('%s', (framework) => story(framework, both))
    killed('express', both)
    restarted('fastify', both)
  },
)
