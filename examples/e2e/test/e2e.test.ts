import { describe } from 'vitest'
import { frameworks } from './apps.ts'
import { alike } from './parts/alike.ts'
import { answers } from './parts/answers.ts'
import { audit } from './parts/audit.ts'
import { auditKept } from './parts/audit-kept.ts'
import { balanced } from './parts/balanced.ts'
import { bypass } from './parts/bypass.ts'
import { challenges } from './parts/challenges.ts'
import { configuration } from './parts/configuration.ts'
import { controls } from './parts/controls.ts'
import { downstream } from './parts/downstream.ts'
import { failures } from './parts/failures.ts'
import { health } from './parts/health.ts'
import { identity } from './parts/identity.ts'
import { keys } from './parts/keys.ts'
import { keysAdmin } from './parts/keys-admin.ts'
import { leaving } from './parts/leaving.ts'
import { live } from './parts/live.ts'
import { manifest } from './parts/manifest.ts'
import { metrics } from './parts/metrics.ts'
import { observers } from './parts/observers.ts'
import { ownOfExpress } from './parts/own-express.ts'
import { ownOfFastify } from './parts/own-fastify.ts'
import { ownOfHono } from './parts/own-hono.ts'
import { rawDeliveries } from './parts/raw-deliveries.ts'
import { replies } from './parts/replies.ts'
import { requests } from './parts/requests.ts'
import { routes } from './parts/routes.ts'
import { service } from './parts/service.ts'
import { slos } from './parts/slos.ts'
import { spending } from './parts/spending.ts'
import { starting } from './parts/starting.ts'
import { storesAway } from './parts/stores-away.ts'
import { traps } from './parts/traps.ts'
import { webhooks } from './parts/webhooks.ts'
import { testThatNoRowIsForgotten } from './rows.ts'
import { watchEveryTest } from './world.ts'

const own = { express: ownOfExpress, fastify: ownOfFastify, hono: ownOfHono }

watchEveryTest()

describe.each(frameworks)('%s', (framework) => {
  traps(framework)
  replies(framework)
  own[framework]()
  requests(framework)
  leaving(framework)
  failures(framework)
  bypass(framework)
  answers(framework)
  identity(framework)
  routes(framework)
  observers(framework)
  rawDeliveries(framework)
  challenges(framework)
  describe('the service', () => service(framework))
  describe('the service, as on any framework', () => alike(framework))
  describe('the service, its configuration', () => configuration(framework))
  describe('the service, started', () => starting(framework))
  describe('the service, without its stores', () => storesAway(framework))
  describe('the service, its health', () => health(framework))
  describe('the service, on Kubernetes', () => manifest(framework))
  describe('the service, behind a balancer', () => balanced(framework))
  describe('the service, its controls', () => controls(framework))
  describe('the service, spending', () => spending(framework))
  describe('the service, its webhooks', () => webhooks(framework))
  describe('the service, what it passes on', () => downstream(framework))
  describe('the service, live', () => live(framework))
  describe('the service, its audit log', () => audit(framework))
  describe('the service, its audit log on disk', () => auditKept(framework))
  describe('the service, its metrics', () => metrics(framework))
  describe('the service, its objectives', () => slos(framework))
  describe('the service, its keys', () => keys(framework))
  describe('the service, its keys administered', () => keysAdmin(framework))
})
describe('the tables', testThatNoRowIsForgotten)
