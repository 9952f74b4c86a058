import { useEffect, useState, type JSX } from 'react';
import { onAnnounce } from '../ui/announce';

export function LiveRegion(): JSX.Element {
  const [text, setText] = useState('');
  useEffect(() => onAnnounce(setText), []);
  return (
    <div className="sr" role="status" aria-live="polite">
      {text}
    </div>
  );
}
