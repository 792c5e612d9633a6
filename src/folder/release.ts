/** A release of lrsweep. The build is a digest of its sources: equal builds give equal figures. */
export interface Release {
  readonly version: string;
  readonly build: string;
}

/** For messages. */
export const releaseText = ({ version, build }: Release) => `${version}, build ${build.slice(0, 12)}`;
