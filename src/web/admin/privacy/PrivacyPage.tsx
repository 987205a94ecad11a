import { PageHead } from '../layout/PageHead.tsx';
import { EraseCard } from './EraseCard.tsx';
import './privacy.css';
import { RetentionCard } from './RetentionCard.tsx';

/** How long things are kept, and forgetting one person at once. */
export default function PrivacyPage() {
  return (
    <>
      <PageHead title="Privacy" lead="How long things are kept, and forgetting a person who asks for it." />
      <RetentionCard />
      <EraseCard />
    </>
  );
}
