import { serveTask } from '../worker-pool/serve-task.ts'
import { seal } from './seal.ts'

serveTask(seal)
