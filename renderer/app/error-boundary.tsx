import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Screen } from '../ui/screen';
import { t } from '../i18n/t';

interface Props {
  readonly name: string;
  readonly onCopy: (text: string) => void;
  readonly children: ReactNode;
}

/** A view that fails says so in its own pane; the window stays. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null; readonly where: string }> {
  override state = { error: null, where: '' };

  static getDerivedStateFromError(error: unknown): { readonly error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_: unknown, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' });
  }

  override render(): ReactNode {
    const error: Error | null = this.state.error;
    if (error === null) return this.props.children;
    const { name, onCopy } = this.props;
    return (
      <Screen
        alone
        title={t('{name} stopped working', { name })}
        actions={
          <>
            <button type="button" className="btn" onClick={() => this.setState({ error: null, where: '' })}>
              {t('Try again')}
            </button>
            <button type="button" className="btn" onClick={() => onCopy(detailsOf(error, this.state.where))}>
              {t('Copy details')}
            </button>
          </>
        }
      >
        <p>{t('This is a defect of Parkscope. The other views and your documents are not affected.')}</p>
        <div className="hexd">{messageOf(error)}</div>
      </Screen>
    );
  }
}

const messageOf = (error: Error): string => `${error.name}: ${error.message}`;
const detailsOf = (error: Error, where: string): string => `${error.stack ?? messageOf(error)}\n${where}`;
