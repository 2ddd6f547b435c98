import { missing } from '@sallyport-scripts/services'
import { describe } from 'vitest'
import { type Framework, frameworks } from './apps.ts'
import { killed } from './story/killed.ts'
import { oddTexts } from './story/odd-texts.ts'
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
  killed(framework, setUp)
}

watchEveryTest()

// A process that dies and a store that goes take their while, and are no framework's doing; what becomes of the requests
// under way then, and of those that come, is: each framework goes through all of it.
describe('embedded', () => {
  describe.each(frameworks)('%s', (framework) => story(framework, embedded))
})

describe.skipIf(missing('postgres', 'two instances') || missing('redis', 'two instances'))(
  'Postgres and Redis, two instances',
  () => {
    const both = shared()
    describe.each(frameworks)('%s', (framework) => {
      story(framework, both)
      restarted(framework, both)
    })
    // One framework: they hand on the same bytes, as tests of their own show; what differs here are the stores.
    oddTexts('hono', both)
  },
)
