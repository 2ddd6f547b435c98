/** How bad it is, from what need not be looked at to what gets somebody up at night. */
export type Severity = (typeof severities)[number]

/** How bad it is, from what need not be looked at to what gets somebody up at night. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
