int dz_probe(void);
