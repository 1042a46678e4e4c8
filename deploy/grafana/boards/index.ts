import type { Board } from '../board.ts'
import { checksAndIncidents } from './checks-and-incidents.ts'
import { devices } from './devices.ts'
import { edges } from './edges.ts'

export const boards: readonly Board[] = [checksAndIncidents, devices, edges]
