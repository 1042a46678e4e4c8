import { ListFlagProjects } from '../../../contracts/flag-governance.ts'
import { useAnswer } from '../../data/queries.ts'

/** Whether somebody changes flags in a project is said by the project, not by their role everywhere else. */
export function useMayEditIn(project: string): boolean {
  const { data } = useAnswer(ListFlagProjects, {}, { staleTime: 60_000 })
  const role = data?.items.find(({ name }) => name === project)?.my_role ?? 'viewer'
  return role !== 'viewer'
}
