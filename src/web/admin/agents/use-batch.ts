import { agentMapping } from '../../api/agent-endpoints.ts';
import type { ApiFault } from '../../api/fault.ts';
import { useAction } from '../../api/use-action.ts';
import type { AgentBatch } from '../../../api/mapping.ts';
import { toast } from '../../controls/toast.tsx';
import { refreshMe } from '../../shell/me.ts';

/** Changes agents, says so, and offers to take it back. `onDone` is called after either. */
export function useBatch(onDone: () => void): {
  busy: boolean;
  fault: ApiFault | null;
  apply: (batch: Partial<AgentBatch>, done: string) => Promise<boolean>;
} {
  const { busy, fault, run } = useAction();
  const settled = () => {
    onDone();
    // It may be one's own phone.
    void refreshMe();
  };
  const apply = (batch: Partial<AgentBatch>, done: string) =>
    run(async () => {
      const { undo } = await agentMapping.batch(batch);
      settled();
      toast(done, {
        undo: async () => {
          await agentMapping.batch(undo);
          settled();
        },
      });
    });
  return { busy, fault, apply };
}
