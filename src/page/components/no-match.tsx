interface NoMatchProps {
  userCount: number;
  query: string;
  onClear: () => void;
}

export function NoMatch({ userCount, query, onClear }: NoMatchProps) {
  return (
    <div className="lm-nothing">
      <h2>No user matches</h2>
      <p>
        {userCount === 1 ? "1 user is" : `${userCount} users are`} hidden by “{query.trim()}”.
      </p>
      <button type="button" className="lm-btn" onClick={onClear}>
        Clear search
      </button>
    </div>
  );
}
