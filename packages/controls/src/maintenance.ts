export { maintenanceCheck } from './maintenance-check.ts'
export type {
  MaintenancePlan,
  MaintenanceSwitch,
  MaintenanceWindow,
} from './maintenance-plan.ts'
export { type MaintenanceOptions, maintenance } from './refuse-maintenance.ts'
