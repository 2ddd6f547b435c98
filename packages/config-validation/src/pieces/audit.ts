import * as z from 'zod/mini'
import { bool } from '../fields/bool.ts'
import { int } from '../fields/int.ts'
import { type LogLevel, logLevel } from '../fields/log-level.ts'
import { text } from '../fields/text.ts'
import type { Piece } from './piece.ts'

/** Whether events are recorded, and how long they are kept. */
export const audit: Piece<{ audit: { enabled: boolean; retention_days: number } }> = {
  shape: {
    audit: z.object({
      enabled: bool({ default: true, help: 'Whether events are recorded.' }),
      retention_days: int({
        ...{ min: 1, max: 36_500, default: 90 },
        help: 'For how many days records are kept.',
      }),
    }),
  },
  names: { 'audit.enabled': 'AUDIT_ENABLED', 'audit.retention_days': 'AUDIT_RETENTION_DAYS' },
}

/** What of security is logged, and where. */
export const securityLog: Piece<{ security_log: { level: LogLevel; file?: string } }> = {
  shape: {
    security_log: z.object({
      level: logLevel({ default: 'INFO', help: 'What is logged: this and what is graver.' }),
      file: z.optional(
        text({ help: 'The file of the log.', example: '/var/log/app/security.log' }),
      ),
    }),
  },
  names: { 'security_log.level': 'SECURITY_LOG_LEVEL', 'security_log.file': 'SECURITY_LOG_FILE' },
}
