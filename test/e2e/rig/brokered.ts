// An access point that only a broker leads to: schedd and shadows have a port of their own, and the collector knows the way.
export const brokered = `
SCHEDD.USE_SHARED_PORT = False
SHADOW.USE_SHARED_PORT = False
SCHEDD.CCB_ADDRESS = $(COLLECTOR_HOST)
SHADOW.CCB_ADDRESS = $(COLLECTOR_HOST)
`;

/** What `use security:recommended_v9_0` says of READ; HTCondor's name for it is not written, because it says more. */
export const openToReaders = `
SEC_READ_AUTHENTICATION = OPTIONAL
SEC_READ_ENCRYPTION = OPTIONAL
SEC_READ_INTEGRITY = OPTIONAL
ALLOW_READ = *
`;
