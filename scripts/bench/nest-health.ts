import 'reflect-metadata'
import type { AddressInfo } from 'node:net'
import { Controller, Get, Inject, Module, type NestApplicationOptions } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import {
  HealthCheckService,
  HealthIndicatorService,
  TerminusModule,
  type TerminusModuleOptions,
} from '@nestjs/terminus'
import type { Library } from './peers/health.ts'

/** What of @nestjs/terminus an attempt is given, where it is given anything. */
export interface NestAttempt {
  readonly timeoutMs?: number
  readonly cacheMs?: number
}

/** A Nest service whose controller asks @nestjs/terminus, on Express. */
export function nestTerminus({ timeoutMs, cacheMs }: NestAttempt = {}): Library {
  return async (check) => {
    const attempt = (indicators: HealthIndicatorService) => {
      const asked = indicators.check('it').attempt(async () => void (await check()))
      if (timeoutMs !== undefined) asked.withTimeout(timeoutMs)
      if (cacheMs !== undefined) asked.cacheFor(cacheMs)
      return asked
    }
    // It takes requests for so long after SIGTERM.
    const options: TerminusModuleOptions = { logger: false, gracefulShutdownTimeoutMs: 60_000 }
    const nest: NestApplicationOptions = { logger: false }
    const app = await NestFactory.create(moduleOf(attempt, options), nest)
    await app.listen(0, '127.0.0.1')
    const { port } = app.getHttpServer().address() as AddressInfo
    return {
      url: `http://127.0.0.1:${port}`,
      live: '/live',
      ready: '/ready',
      drain() {
        app.enableShutdownHooks(['SIGTERM'])
        process.kill(process.pid, 'SIGTERM')
      },
    }
  }
}

// Decorators are called: Node runs no source that has their syntax.
function moduleOf(
  attempt: (indicators: HealthIndicatorService) => PromiseLike<object>,
  options: TerminusModuleOptions,
) {
  class Probes {
    readonly #health: HealthCheckService
    readonly #indicators: HealthIndicatorService
    constructor(health: HealthCheckService, indicators: HealthIndicatorService) {
      this.#health = health
      this.#indicators = indicators
    }
    live() {
      return this.#health.check([])
    }
    ready() {
      return this.#health.check([() => attempt(this.#indicators) as never])
    }
  }
  Controller()(Probes)
  Inject(HealthCheckService)(Probes, undefined, 0)
  Inject(HealthIndicatorService)(Probes, undefined, 1)
  for (const name of ['live', 'ready'] as const) {
    const method = Object.getOwnPropertyDescriptor(Probes.prototype, name) as PropertyDescriptor
    Get(name)(Probes.prototype, name, method)
  }
  class Service {}
  Module({ imports: [TerminusModule.forRoot(options)], controllers: [Probes] })(Service)
  return Service
}
