import type { Check } from '@sallyport/core'

/** What is needed of a channel of amqplib. */
export interface AmqpChannel {
  checkExchange(exchange: string): Promise<unknown>
}

/**
 * Whether an AMQP broker answers on a channel of its own: one that asks for an exchange that is not there is
 * closed by the broker.
 *
 * @param exchange - One that is there. Every RabbitMQ has `amq.direct`.
 */
export function amqpCheck(channel: AmqpChannel, exchange = 'amq.direct'): Check {
  return async () => {
    await channel.checkExchange(exchange)
    return { ok: true, message: 'The broker answers' }
  }
}

/** What is needed of a connection of NATS. */
export interface NatsConnection {
  isClosed(): boolean
  /** Waits for the server to have seen everything that was sent. */
  flush(): Promise<void>
}

/**
 * Whether a NATS server answers.
 *
 * @example
 * ```ts
 * import { natsCheck } from '@sallyport/health/checks'
 *
 * const connection = { isClosed: () => true, flush: async () => {} }
 * console.log(await natsCheck(connection)(new AbortController().signal))
 * // prints: { ok: false, message: 'The connection is closed' }
 * ```
 */
export function natsCheck(connection: NatsConnection): Check {
  return async () => {
    if (connection.isClosed()) return { ok: false, message: 'The connection is closed' }
    await connection.flush()
    return { ok: true, message: 'The broker answers' }
  }
}
